from hamkor.persons.models import Person


def hold(*persons: Person) -> None:
    """Let nobody else add to these records or decide on them until the transaction ends.

    In the order of the keys, so that two officers never wait for each other. SQLite has no row
    locks and needs none: its transactions begin with the right to write.
    """
    chosen = Person.objects.filter(pk__in=[person.pk for person in persons]).order_by("pk")
    list(chosen.select_for_update(no_key=True))
