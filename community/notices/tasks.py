"""The job that the clock sends when something is due. It carries nothing: the rows are the debt."""

from community.notices import delivery, planning, stopping


def deliver_due() -> None:
    delivery.deliver_due()


def forget_old() -> None:
    """The timer's entry: notices, letters and ways out of long ago."""
    planning.forget_old()
    stopping.forget_old()
