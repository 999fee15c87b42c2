from datetime import datetime
from random import Random

from hamkor.demo.stage import Story


class Whole:
    def __init__(self, now: datetime, chance: Random) -> None:
        self.code = ""

    def stories(self) -> list[Story]:
        return []

    def is_reachable(self, office: str, at: datetime) -> bool:
        return True
