"""All municipalities, replayed from day 0 to the wanted day."""

import datetime

from . import numbers
from .days import Day
from .population import Municipality
from .truth import Ledger, changes


class Region:
    """specs: [Spec] in the order of the list. step_days: civil days from one
    day to the next. After construction it stands at day 0."""

    def __init__(self, specs, seed, start_date, step_days):
        self.start_date = start_date
        self.step_days = step_days
        self.day = 0
        self.ledger = Ledger()
        calendar = numbers.Calendar(seed)
        self.municipalities = []
        commuting = []
        for index, spec in enumerate(specs):
            slots = numbers.Slots(calendar, specs, index, start_date.year)
            municipality = Municipality(spec, seed, start_date, slots)
            municipality.found()
            municipality.employ_commuters(commuting)
            commuting = municipality.commuting
            self.municipalities.append(municipality)

    def civil(self, day):
        """The civil date of a day."""
        return self.start_date + datetime.timedelta(days=day * self.step_days)

    def next_day(self):
        """Let one day of events happen in every municipality."""
        self.day += 1
        arriving = []
        for municipality in self.municipalities:
            arriving = Day(municipality, self.day, self.civil,
                           arriving).live_through()

    def account(self, with_extra):
        """Let the ledger see today's registers."""
        for municipality in self.municipalities:
            self.ledger.see(municipality, self.civil(self.day), with_extra)


def replay(specs, seed, day, start_date, step_days):
    """(Region at `day`, lines of changes.jsonl)."""
    region = Region(specs, seed, start_date, step_days)
    before = {}
    region.account(with_extra=day <= 1)
    while region.day < day:
        if region.day == day - 1:
            before = region.ledger.snapshot()
        region.next_day()
        region.account(with_extra=region.day >= day - 1)
    return region, changes(before, region.ledger.snapshot())
