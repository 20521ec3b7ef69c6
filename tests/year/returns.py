"""The figures of a year, frozen and revised as they stand in the record."""

from house import BOARDS, TENANT, day

RETURNS = "candour.audit.v1.NationalReturns"


def table_of(house, board, year):
    return house.ask(RETURNS, "GetReturn", tenant=TENANT, board_id=BOARDS[board], year=year,
                     at_least_position=house.position).table


def comparison(house, board, year, version):
    return house.ask(RETURNS, "CompareReturn", tenant=TENANT, board_id=BOARDS[board], year=year,
                     version=version, at_least_position=house.position)


def freeze(house, board, year, on, revision=False):
    fields = {"table": as_fields(table_of(house, board, year)), "frozen_on": day(on)}
    if revision:
        house.act(board, "ReviseReturn", **fields, reason="What was found since.",
                  authority="the chair")
    else:
        house.act(board, "FreezeReturn", **fields)


def as_fields(message):
    from google.protobuf import json_format

    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def plan(house):
    for year, frozen, revised in ((2012, "2012-05-10", "2012-06-29"),
                                  (2023, "2023-04-20", "2023-06-21")):
        for board in "AB":
            house.at(frozen, lambda board=board, year=year, frozen=frozen: freeze(
                house, board, year, frozen))
        house.at(revised, lambda year=year, revised=revised: freeze(
            house, "A", year, revised, revision=True))


def counts(table):
    """(measure, laid out by, row) -> how many."""
    return {(row.measure, row.laid_out_by, row.row): row.count for row in table.rows}
