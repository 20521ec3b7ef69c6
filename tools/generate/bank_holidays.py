#!/usr/bin/env python3
"""Writes the bank holidays of England and Wales as guidance in text format, on standard output.

    tools/generate/bank_holidays.py 2006 2028 \
        > workflows/editions/data/holidays_england_wales.textproto

The eight holidays of an ordinary year follow from rules. What was proclaimed for one year only is
in the two tables below; a new proclamation is a new row there.
"""

import datetime
import sys

DAY = datetime.timedelta(days=1)

# A holiday held on another day in one year: (year, name) -> that day.
MOVED = {
    (2012, "Spring bank holiday"): datetime.date(2012, 6, 4),
    (2020, "Early May bank holiday"): datetime.date(2020, 5, 8),
    (2022, "Spring bank holiday"): datetime.date(2022, 6, 2),
}

ONE_OFF = {
    datetime.date(2011, 4, 29): "Royal wedding bank holiday",
    datetime.date(2012, 6, 5): "Diamond Jubilee bank holiday",
    datetime.date(2022, 6, 3): "Platinum Jubilee bank holiday",
    datetime.date(2022, 9, 19): "State funeral bank holiday",
    datetime.date(2023, 5, 8): "Coronation bank holiday",
}


def easter_sunday(year):
    """Gregorian Easter (the anonymous algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return datetime.date(year, month, day + 1)


def first_monday(year, month):
    first = datetime.date(year, month, 1)
    return first + DAY * (-first.weekday() % 7)


def last_monday(year, month):
    last = datetime.date(year + month // 12, month % 12 + 1, 1) - DAY
    return last - DAY * last.weekday()


def holidays(year):
    """(date, name, one_off, substitute) of a year, ascending."""
    easter = easter_sunday(year)
    fixed = [
        (easter - 2 * DAY, "Good Friday"),
        (easter + DAY, "Easter Monday"),
        (first_monday(year, 5), "Early May bank holiday"),
        (last_monday(year, 5), "Spring bank holiday"),
        (last_monday(year, 8), "Summer bank holiday"),
    ]
    rows = [(MOVED.get((year, name), day), name, False, False) for day, name in fixed]
    taken = set()
    # Boxing Day before Christmas Day: when Christmas falls on a Sunday, Boxing Day keeps the
    # Monday and Christmas Day takes the Tuesday. When it falls on a Saturday both move, in order.
    christmas = datetime.date(year, 12, 25)
    order = [(christmas + DAY, "Boxing Day"), (christmas, "Christmas Day")]
    if christmas.weekday() == 5:
        order.reverse()
    for day, name in [(datetime.date(year, 1, 1), "New Year's Day")] + order:
        held = day
        while held.weekday() >= 5 or held in taken:
            held += DAY
        taken.add(held)
        rows.append((held, name, False, held != day))
    rows += [(day, name, True, False) for day, name in ONE_OFF.items() if day.year == year]
    return sorted(rows)


def main():
    first, last = int(sys.argv[1]), int(sys.argv[2])
    print("# Written by tools/generate/bank_holidays.py; correct that, not this.")
    print("# proto-file: candour/types/v1/edition.proto")
    print("# proto-message: candour.types.v1.Guidance")
    print("holidays {")
    print('  name: "England and Wales"')
    print(f"  from_year: {first}")
    print(f"  to_year: {last}")
    print("  source {")
    print('    document: "Banking and Financial Dealings Act 1971, royal proclamations, '
          'common-law holidays"')
    print("    verification: PARTLY")
    print('    note: "By rule from the calendar, with the moved and the single days added by '
          'hand; years not yet proclaimed may change."')
    print("  }")
    for year in range(first, last + 1):
        print(f"  # {year}")
        for day, name, one_off, substitute in holidays(year):
            marks = " one_off: true" * one_off + " substitute: true" * substitute
            print(f"  days {{ date {{ year: {day.year} month: {day.month} day: {day.day} }} "
                  f'name: "{name}"{marks} }}')
    print("}")


if __name__ == "__main__":
    main()
