"""What the years' returns should hold, counted by hand over the table of cases; days are in
due_days.csv, what the register should say in register.csv. Only the wording is the server's."""

AGES = "Age at death"
KINDS = "Expected or unexpected"
WAITED = "From death to completion"
HALF, YEAR, LONGER = "within 6 months", "over 6 months, within a year", "over a year"
BANDS = ("0 to 27 days", "28 to 364 days", "1 to 4 years", "5 to 9 years", "10 to 14 years",
         "15 to 17 years")


def _sheet(reviews, counted, categories, ages, sexes, kinds, waited):
    return {
        "reviews": reviews, "counted": counted, "categories": categories,
        AGES: {band: n for band, n in zip(BANDS, ages) if n},
        "Sex": {sex: n for sex, n in zip(("female", "male"), sexes) if n},
        KINDS: {kind: n for kind, n in zip(("expected", "unexpected"), kinds) if n},
        WAITED: {band: n for band, n in zip((HALF, YEAR, LONGER), waited) if n},
    }


# (board, year, version): the last version is the one that stands at the end.
FROZEN = {
    ("A", 2012, 1): _sheet(15, 5, {3: 3, 4: 2, 5: 2, 6: 2, 8: 1, 9: 2, 10: 3},
                           (2, 3, 3, 1, 5, 1), (8, 7), (5, 10), (14, 1, 0)),
    # A11-07 after the conviction: another category, and nothing else.
    ("A", 2012, 2): _sheet(15, 5, {1: 1, 3: 3, 4: 2, 5: 2, 6: 2, 8: 1, 9: 2, 10: 2},
                           (2, 3, 3, 1, 5, 1), (8, 7), (5, 10), (14, 1, 0)),
    ("B", 2012, 1): _sheet(8, 3, {1: 1, 2: 1, 5: 1, 7: 1, 8: 2, 10: 2},
                           (2, 3, 2, 0, 0, 1), (5, 3), (2, 6), (8, 0, 0)),
    ("A", 2023, 1): _sheet(16, 4, {2: 2, 3: 1, 4: 1, 5: 3, 7: 2, 8: 4, 10: 3},
                           (4, 5, 1, 1, 1, 4), (9, 7), (7, 9), (13, 1, 2)),
    # A22-04 was an adult; A22-07 died of an infection.
    ("A", 2023, 2): _sheet(15, 4, {2: 1, 3: 1, 4: 1, 5: 3, 7: 2, 8: 4, 9: 1, 10: 2},
                           (4, 5, 1, 1, 1, 3), (8, 7), (7, 8), (12, 1, 2)),
    ("B", 2023, 1): _sheet(8, 4, {2: 1, 3: 3, 4: 1, 6: 1, 7: 1, 9: 1},
                           (0, 0, 1, 4, 2, 1), (5, 3), (3, 5), (8, 0, 0)),
}
# Of years that nobody froze: how many reviews. What was reopened is not counted twice.
LATER = {("C", 2012): 0, ("A", 2013): 2, ("B", 2013): 2, ("A", 2014): 1, ("A", 2024): 3,
         ("B", 2024): 2}
DEATHS = {("A", 2023): 15, ("B", 2023): 10}
# Of how many a share is: those with enough information, where the return says so.
OUT_OF = {("A", 2012): 15, ("B", 2012): 7}

UNASKED = "a form is required that no agency was asked for: Delivery suite, labour ward or neonatal unit"

# What a case lacks for a panel, on a day of its story.
LACKS = (
    ("2011-07-05T12:00", "B11-02", []),  # no review meeting is asked for yet
    ("2011-09-15T12:00", "A11-06",
     ["report of Ambleford Hospital (agency report), due on 31 August 2011"]),
    ("2012-02-03T18:00", "A11-06", []),  # a nil return is an answer
    ("2012-03-21T12:00", "A11-17",
     ["on hold because of inquest, to be looked at on 28 September 2012"]),
    ("2012-10-02T12:00", "A11-17", ["on hold because of inquest, to be looked at on 30 April 2013"]),
    ("2013-05-01T12:00", "A11-17", []),
    ("2020-06-01T12:00", "A18-01",
     ["on hold because of inquest, to be looked at on 2 November 2020"]),
    ("2022-05-17T12:00", "A18-01", []),  # it died under guidance without a review meeting
    ("2022-10-14T12:00", "A22-05",
     ["report of Ambleford Hospital (agency report), due on 14 October 2022", UNASKED,
      "the child death review meeting has not been held"]),
    ("2022-10-14T18:00", "A22-05",
     [UNASKED, "the child death review meeting has not been held"]),
    ("2022-11-21T18:00", "A22-05", [UNASKED]),
)

# Items that were not quorate, and for want of whom.
NOT_QUORATE = {("P1", "A11-03"): "Designated paediatrician for unexpected deaths",
               ("P2", "B11-04"): "Police"}

DIFFERENCES = {
    ("A", 2012): {"A11-07": "category revised from 10 to 1 because of a conviction"},
    ("B", 2012): {},
    ("A", 2023): {"A22-04": "void: the person had attained the age of 18",
                  "A22-07": "category revised from 10 to 9 because of the final post-mortem report"},
    ("B", 2023): {},
}
