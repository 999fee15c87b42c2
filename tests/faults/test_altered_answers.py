"""An answer that was changed on the way accuses nobody for good."""

from hamkor.evidence.queries import findings
from tests.faults.network import Network
from tests.faults.scenes import quiet_line, said, until_rest
from tests.faults.schedules import work


def test_a_refusal_that_nobody_signed_is_settled_by_the_next_cosignature(world_of, monkeypatch):
    world = world_of(2)
    sender, receiver = world
    altered: list[bytes] = []

    def alter(network, parcel):
        answer = network.carry(parcel)
        if parcel.path.endswith("/log/witness") and not altered:
            altered.append(answer.content)
            answer = type(answer)(409, content=b"no size at all")
        return answer

    monkeypatch.setattr(Network, "_pass", alter)
    with quiet_line(world):
        said(sender, receiver)
        while not altered:
            world.move_on(minutes=1)
            work(sender)
        accused = [node for node in world if node.do(findings)]
        assert accused == [sender]
        for _ in range(3):
            if not accused[0].do(findings):
                break
            said(sender, receiver)
            said(receiver, sender)
            until_rest(world)
        assert accused[0].do(findings) == []
