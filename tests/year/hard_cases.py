"""What happens to single cases besides: the twelve that such a record is commonly wrong about, and
some of their neighbours. Each plans its own acts; what the year is then asked is in answers.py."""

from house import BOARDS, PANEL, day, new_id, person, responder

REGISTERED_NUMBER, SIBLINGS_NUMBER, OWN_NUMBER = "9434765919", "9990123454", "9990123462"


def twins(house, cases, _panels):
    """Same mother, same days; taken for one child, and put right."""
    first, second = cases["A22-01"], cases["A22-02"]
    first.nhs_number = REGISTERED_NUMBER
    both = {"survivor_case_id": first.id, "absorbed_case_id": second.id}
    house.at("2022-04-14", lambda: house.act(
        "A", "SuspectDuplicate", case_id=first.id, other_case_id=second.id))
    house.at("2022-04-20", lambda: house.act(
        "A", "MergeCases", **both, grounds="Same mother, same day."))
    house.at("2022-04-27", lambda: house.act(
        "A", "UnmergeCases", **both, grounds="The midwife says that there were two."))
    house.at("2022-04-27", lambda: first.act(
        "LinkMultipleBirth", sibling_case_id=second.id, birth_order=1, births=2,
        sibling_birth_order=2, born_at="2022-04-05T03:10:00Z"))
    house.at("2022-04-28", lambda: house.refused(
        "CONTRADICTORY", "A", "MergeCases", **both, grounds="Again."))


def four_notices(house, cases, _panels):
    """The hospital where the child died opened a case of its own, the evening before."""
    case = cases["A11-05"]
    other = new_id("case", "A11-05/2")

    def second_hospital():
        house.act("A", "ReceiveNotification", case_id=other, case_reference="A11-05/2",
                  channel="TELEPHONE", notifier="HOSPITAL", received_at="2011-06-14T21:00:00Z")
        house.act("A", "IdentifyChild", case_id=other, given_names="Test",
                  family_name="Example A11-05", nhs_number_absence="NUMBER_NOT_KNOWN")
        house.act("A", "RecordDeath", case_id=other, date_of_birth=day(case.row["born"]),
                  date_of_death=day(case.row["died"]), sex="MALE")

    house.at("2011-06-15T11:00", second_hospital)
    for notifier, told in (("CORONER", "2011-06-16"), ("REGISTRAR", "2011-06-20")):
        house.at(told, lambda notifier=notifier, told=told: case.act(
            "LinkDuplicateNotification", channel="LETTER", notifier=notifier,
            received_at=f"{told}T10:00:00Z", match_basis="Same name and day."))
    house.at("2011-06-17", lambda: house.act(
        "A", "MergeCases", survivor_case_id=case.id, absorbed_case_id=other,
        grounds="The collapse at the one, the death at the other."))


def number_corrected(house, cases, _panels):
    """The national database had the number of a sister who lives."""
    case = cases["A22-03"]
    case.nhs_number = SIBLINGS_NUMBER
    send_and_acknowledge(house, case, "2022-10-05", "2022-10-07")
    house.at("2022-11-01", lambda: case.act(
        "CorrectNhsNumber", nhs_number=OWN_NUMBER, source="PERSONAL_DEMOGRAPHICS_SERVICE",
        reason="The number was the sister's.", old_number_was="LIVING_SIBLINGS"))


def send_and_acknowledge(house, case, sent, answered):
    house.at(sent, lambda: case.act(
        "SendSubmission", sent_on=day(sent), how="Portal.", despite_missing="Not asked for yet."))
    house.at(answered, lambda: case.act(
        "AcknowledgeSubmission", reference=f"N-{case.ref}", acknowledged_on=day(answered)))


def an_adult_after_all(house, cases, _panels):
    """Sent and counted; then the registrar finds the year of birth wrong: eighteen that day."""
    case = cases["A22-04"]
    send_and_acknowledge(house, case, "2022-10-05", "2022-10-07")
    house.at("2023-05-10", lambda: case.act(
        "CorrectDemographics", date_of_birth=day("2004-05-01"), authority="REGISTRARS_ENTRY",
        reason="The entry was corrected."))


def stood_down(house, cases, _panels):
    """A palliative plan comes to light on the third day."""
    case = cases["B22-01"]
    lead = responder(case.board)
    house.at("2022-05-10T11:00", lambda: case.act(
        "DecideJointResponse", required=True, triggers=["sudden_no_apparent_cause"],
        reasons="No cause was apparent.", decided_at="2022-05-09T20:00:00Z",
        decider_person_id=lead))
    house.at("2022-05-10T11:00", lambda: case.act(
        "StartRapidResponse", started_at="2022-05-09T21:00:00Z", lead_person_id=lead))
    house.at("2022-05-12T13:00", lambda: case.classify("expected", "A palliative plan was found."))
    house.at("2022-05-12", lambda: case.act(
        "StandDownRapidResponse", stood_down_at="2022-05-12T12:00:00Z", reason="Expected."))


def unexpected_after_all(house, cases, _panels):
    case = cases["B11-02"]
    house.at("2011-07-06T10:00", lambda: case.classify("unexpected", "Nobody had foreseen it."))
    respond(house, case, "2011-07-06T15:30", visited="2011-07-06T18:00:00Z")


def respond(house, case, when, visited="", reported=""):
    lead = responder(case.board)
    house.at(when, lambda: case.act(
        "StartRapidResponse", started_at=f"{when[:10]}T11:00:00Z", lead_person_id=lead))
    if visited:
        house.at(visited[:16], lambda: case.act(
            "RecordSceneVisit", visited_at=visited, by_person_ids=[lead]))
    if reported:
        house.at(reported, lambda: case.act(
            "RecordPaediatricReport", sent_on=day(reported), author_person_id=lead))


def transferred(house, cases, _panels):
    """Looked after by Ambleford, born in Brackwater, died in Cravenmoor, which was told of it."""
    case = cases["C11-01"]

    def propose(to, name, home, basis, area, grounds):
        case.act("DetermineResidence", area_code=area, area_code_edition="May 2011", basis=home,
                 grounds=grounds)
        case.act("ProposeTransfer", transfer_id=new_id("transfer", name),
                 to_board_id=BOARDS[to], basis=basis, reason="It did not live here.")

    def accept():
        case.board = "A"
        case.act("AcceptTransfer", transfer_id=new_id("transfer", "2"),
                 accepted_at="2011-08-15T15:00:00Z")
        case.act("AssignLead", basis="LOOKED_AFTER_CHILD", grounds="As the boards agreed.")

    house.at("2011-07-12", lambda: propose(
        "B", "1", "CHILDS_HOME", "CHILDS_RESIDENCE", "E09000992", "As the hospital has it."))
    house.at("2011-07-19", lambda: house.act(
        "B", "DeclineTransfer", case_id=case.id, transfer_id=new_id("transfer", "1"),
        reason="It was only born here."))
    house.at("2011-07-20", lambda: propose(
        "A", "2", "LOOKED_AFTER_BY_AUTHORITY", "LOOKED_AFTER_CHILD", "E09000991",
        "In care of Ambleford since 2009."))
    house.at("2011-08-15", accept)
    house.at("2011-10-20", lambda: case.act(
        "FeedBackOutcome", to_board_id=BOARDS["C"], outcome="Reviewed.",
        fed_back_on=day("2011-10-20")))


def inquest_of_years(house, cases, _panels):
    """Opened on one form and under one guidance, decided on and under others."""
    case = cases["A18-01"]
    process, hold = new_id("inquest", case.ref), new_id("hold", case.ref)
    house.at("2018-10-08", lambda: case.act(
        "RecordInquestOpened", process_id=process, coroner_area="Ambleford",
        opened_on=day("2018-10-08")))
    house.at("2018-11-05T10:00", lambda: case.act(
        "RecordInquestAdjourned", process_id=process, adjourned_on=day("2018-11-05"),
        until={"year": 2020, "month": 11}, reason="Proceedings elsewhere."))
    house.at("2018-11-05T11:00", lambda: case.act(
        "HoldCase", hold_id=hold, because_of="inquest", look_again_on=day("2019-04-30"),
        process_id=process))
    for looked, again in (("2019-04-30", "2020-11-02"), ("2020-11-09", "2021-11-30"),
                          ("2021-11-30", "2022-05-31")):
        house.at(looked, lambda looked=looked, again=again: case.act(
            "ReviewHold", hold_id=hold, found="It goes on.", reviewed_on=day(looked),
            look_again_on=day(again)))
    house.at("2022-05-16", lambda: case.act(
        "RecordInquestConcluded", process_id=process, concluded_on=day("2022-05-16"),
        conclusion="Road traffic collision."))
    house.at("2022-05-16T17:00", lambda: case.act(
        "ReleaseHold", hold_id=hold, reason="The inquest is over."))


def deferred_twice(_house, cases, panels):
    """For a report that comes as a nil return."""
    case = cases["A11-06"]
    case.despite["list"] = "It is owed only by one, and may come in time."
    case.house.at("2012-02-03", lambda: case.receive(
        "2012-02-03", nil_return=True, nil_return_searched="All systems, by name and address."))


def convicted(house, cases, panels):
    """From unexplained to inflicted, after the review and after the year's return."""
    case = cases["A11-07"]
    force = new_id("agency", "police")
    process = new_id("trial", case.ref)
    house.at("2011-11-01", lambda: house.act("A", "RegisterAgency", agency_id=force,
                                             name="Ambleford Police"))
    house.at("2011-11-02", lambda: case.act(
        "RecordCriminalProceedings", process_id=process, force_agency_id=force, reference="X1",
        started_on=day("2011-11-02")))
    house.at("2012-06-08", lambda: case.act(
        "ConcludeCriminalProceedings", process_id=process, outcome="CONVICTED",
        concluded_on=day("2012-06-08")))
    revise(house, case, panels["P5"], "2012-06-18", "CONVICTION_SINCE", 1)


def final_post_mortem(house, cases, panels):
    case = cases["A22-07"]
    house.at("2023-05-22", lambda: case.act(
        "ReceivePostMortemReport", report="FINAL_REPORT", received_on=day("2023-05-22"),
        causes="Infection."))
    revise(house, case, panels["N5"], "2023-05-24", "FINAL_POST_MORTEM_SINCE", 9)


def revise(house, case, panel, reopened, ground, category):
    house.at(reopened, lambda: case.act(
        "ReopenReview", reopened_on=day(reopened), ground=ground, reason="What was found since.",
        authority="the chair"))
    panel.cases.append(case)
    case.revised = {"ground": ground, "category": category, "at": panel.key}


def family_of_many_minds(house, cases, _panels):
    """The mother wants everything, the father nothing; and he is suspected."""
    case = cases["B11-03"]
    mother, father = new_id("relative", "mother"), new_id("relative", "father")
    author = responder("B")

    def meet():
        for relative, relation in ((mother, "MOTHER"), (father, "FATHER")):
            case.act("RecordFamilyMember", relative_id=relative, relation=relation,
                     parental_responsibility="YES", name=f"{relation.title()} Example")
        case.act("RecordContactPreference", relative_id=mother, wish="CONTACT_WANTED",
                 told_on=day("2011-08-08"))
        case.act("RecordContactPreference", relative_id=father, wish="NO_CONTACT_WANTED",
                 told_on=day("2011-08-08"))
        case.act("RecordSuspicion", relative_id=father, suspected=True, told_on=day("2011-08-08"),
                 authority="the investigating officer")
        case.act("RecordFamilyRequest", relative_id=mother, kind="ASKS_FOR_THE_FILE",
                 received_on=day("2011-08-08"), request_id=new_id("asks", "mother"))
        case.act("HoldContact", hold_id=new_id("contact", case.ref), look_again_on=day("2011-09-01"),
                 asked_by="the investigating officer", reason="Witnesses are heard.")

    def draft(letter, relative, name):
        case.act("DraftLetter", letter_id=new_id("letter", letter), template_key="parents_first",
                 author_person_id=author, to_relative_id=relative, recipient_name=name)

    def check(letter):
        house.act("B", "CheckLetter", caller="panel_chair", case_id=case.id,
                  letter_id=new_id("letter", letter), checker_person_id=new_id("person", "B2"))

    def not_sent(reason, letter):
        house.refused(reason, "B", "SendLetter", case_id=case.id,
                      letter_id=new_id("letter", letter), sent_on=day(house.now[:10]),
                      sender_person_id=author)

    def rule():
        case.act("RuleOnDisclosure", relative_id=father, ruling="DISCLOSE_IN_PART",
                 what="That the death is reviewed.", reason="The officer agrees.",
                 legal_basis="The partners' own rules.", decider_person_id=author,
                 ruled_on=day("2011-09-07"))

    house.at("2011-08-08", meet)
    house.at("2011-08-08T16:30", lambda: house.act(
        "B", "RegisterPerson", person_id=new_id("person", "B2"), name="Other Example",
        job_title="clerk"))
    house.at("2011-08-09", lambda: draft("mother", mother, "Mother Example"))
    house.at("2011-08-10", lambda: check("mother"))
    house.at("2011-08-10", lambda: not_sent("BLOCKED_BY_HOLD", "mother"))
    house.at("2011-09-01", lambda: case.act(
        "ReleaseContactHold", hold_id=new_id("contact", case.ref), reason="They were heard."))
    house.at("2011-09-02", lambda: case.act(
        "SendLetter", letter_id=new_id("letter", "mother"), sent_on=day("2011-09-02"),
        sender_person_id=author))
    house.at("2011-09-05", lambda: draft("father", father, "Father Example"))
    house.at("2011-09-06", lambda: check("father"))
    house.at("2011-09-06", lambda: not_sent("DISCLOSURE_WITHHELD", "father"))
    house.at("2011-09-07", rule)
    house.at("2011-09-08", lambda: not_sent("CONTACT_NOT_WANTED", "father"))


def newborn(house, cases, _panels):
    """Twenty-one weeks, nine minutes: what there is to know is in the mother's records."""
    case = cases["A22-05"]

    def take_in():
        case.act("DeclareNhsNumberUnavailable", nhs_number_absence="NEVER_HAD_A_NUMBER",
                 reason="Nine minutes old.")
        case.act("DetermineResidence", area_code="E09000991", area_code_edition="May 2022",
                 basis="MOTHERS_HOME", grounds="Where the mother lived.")
        case.act("RequireSupplementary", form_type="delivery_neonatal_unit", why="Born that day.")
        case.despite["list"] = "The unit was closed; nobody is left to be asked."

    house.at("2022-09-15T15:00", take_in)


def quorum_lost(house, _cases, panels):
    """By who has to leave the room for an item; and by who goes home before the last one."""
    panels["P1"].recused["A11-03"] = "DESIGNATED_PAEDIATRICIAN"
    panels["P2"].leave["POLICE"] = "2011-10-12T10:40:00Z"
    panels["P3"].deputies["DESIGNATED_NURSE"] = new_id("person", "deputy")
    house.at("2012-01-04", lambda: house.name_deputy(
        "DESIGNATED_NURSE", new_id("person", "deputy"), "2012-01-04"))


def died_abroad(house, cases, _panels):
    """No English certificate, no English coroner; told by the school after the summer."""
    case = cases["B22-02"]
    house.at("2022-09-05T11:00", lambda: case.act(
        "RecordAwareness", learned_at="2022-09-05T08:45:00Z", **{"from": "SCHOOL"},
        how="The school asked why we had not been in touch."))
    house.at("2022-09-05T11:00", lambda: case.act(
        "RecordDeathAbroad", country="Ruritania", english_registration="NO", english_coroner="NO",
        papers="A foreign certificate."))
    house.at("2022-09-07T08:00", lambda: case.act(
        "RecordNationalDatabaseNotice", notified_at="2022-09-07T08:00:00Z"))


def late_return(_house, cases, _panels):
    case = cases["B11-11"]
    case.despite["list"] = case.despite["decide"] = "The hospital's letter says all of it."


def by_correspondence(house, cases, panels):
    case = cases["A22-06"]
    house.at("2023-01-03", lambda: house.act(
        "A", "SetDecisionWays", body_id=PANEL, ways=["BY_CORRESPONDENCE"],
        **{"from": day("2023-01-03")}, source="Terms of reference, 7."))
    ratified_at = "2023-03-22T13:00:00Z"
    panels["N4"].afterwards.append(lambda: house.act(
        "A", "RatifyItem", meeting_id=panels["R1"].id, at_meeting_id=panels["N4"].id,
        item_id=case.item("R1"), ratified="YES", ratified_at=ratified_at))


def guidance_changes(house, cases, _panels):
    """A hold for an inquest carries a case of 2012 into the guidance of 2013."""
    case = cases["A11-17"]
    hold = new_id("hold", case.ref)
    house.at("2012-03-20", lambda: case.act(
        "HoldCase", hold_id=hold, because_of="inquest", look_again_on=day("2012-09-28")))
    house.at("2012-10-01", lambda: case.act(
        "ReviewHold", hold_id=hold, found="Not yet heard.", reviewed_on=day("2012-10-01"),
        look_again_on=day("2013-04-30")))
    house.at("2013-04-30", lambda: case.act("ReleaseHold", hold_id=hold, reason="It was heard."))
    house.at("2013-04-20", lambda: house.adopt("editions/data/wt2013"))
    house.at("2015-04-01", lambda: house.adopt("editions/data/wt2015"))
    house.at("2017-04-03", lambda: house.adopt("editions/data/return_nhs_digital"))
    house.at("2019-04-01", lambda: house.adopt(
        "editions/data/forms_2019", "editions/data/return_ncmd", "forms/data/analysis_2019",
        "forms/data/supplementary_2019"))
    house.at("2019-09-30", lambda: house.adopt("editions/data/wt2018"))
    house.at("2019-09-30", lambda: house.seat("CHAIR", "HEALTH_LEAD", "LOCAL_AUTHORITY_LEAD",
                                              since="2019-09-29"))


def single_days(house, cases, _panels):
    """Days that a clock is easily wrong about, beside those of the table."""
    respond(house, cases["A11-12"], "2012-02-01T11:30", "2012-02-01T12:00:00Z", "2012-02-28")
    respond(house, cases["A11-13"], "2012-02-02T11:30", "2012-02-02T12:00:00Z", "2012-03-01")
    for ref, sent in (("A11-01", "2011-04-26"), ("A11-13", "2012-02-08"), ("B11-05", "2011-11-07")):
        house.at(sent, lambda ref=ref, sent=sent: cases[ref].act(
            "RecordParentLeaflet", sent_on=day(sent)))
    report = new_id("prevention", "1")
    house.at("2012-01-10", lambda: cases["A11-08"].act(
        "ReceivePreventionReport", report_id=report, reference="PR-1", made_on=day("2012-01-04"),
        received_on=day("2012-01-10"), addressees=["Ambleford Council"]))
    house.at("2012-02-29", lambda: cases["A11-08"].act(
        "RecordPreventionReportAnswer", report_id=report, addressee="Ambleford Council",
        answered_on=day("2012-02-29")))
    for ref, planned, invited in (("A22-15", "2023-03-31", "2023-03-01"),
                                  ("A22-17", "2023-05-26", "2023-04-26")):
        house.at(invited, lambda ref=ref, planned=planned, invited=invited: cases[ref].act(
            "ScheduleReviewMeeting", form="CHILD_DEATH_REVIEW_MEETING", planned_on=day(planned),
            invited_on=day(invited)))
    transfers = (("A22-12", "2023-04-26", "2023-05-04"), ("B22-05", "2023-04-28", "2023-05-10"))
    for ref, agreed, handed in transfers:
        house.at(agreed, lambda ref=ref, agreed=agreed: cases[ref].act(
            "RecordCoronerTransferAgreed", from_area="Ambleford", to_area="Brackwater",
            agreed_on=day(agreed)))
        house.at(handed, lambda ref=ref, handed=handed: cases[ref].act(
            "RecordCoronerTransfer", to_area="Brackwater", handed_over_on=day(handed),
            kin_told="YES"))
    house.at("2012-01-31", lambda: house.act(
        "A", "ReferCase", caller="case_review_coordinator", review_id=new_id("review", "1"),
        case_reference="A12-R1", referrer="HOSPITAL", harm="DEATH", incident_on=day("2012-01-31"),
        referred_on=day("2012-01-31"), grounds="Neglect is suspected."))


ALL = (twins, four_notices, number_corrected, an_adult_after_all, stood_down, unexpected_after_all,
       transferred, inquest_of_years, deferred_twice, convicted, final_post_mortem,
       family_of_many_minds, newborn, quorum_lost, died_abroad, late_return, by_correspondence,
       guidance_changes, single_days)


def plan(house, cases, panels):
    for one in ALL:
        one(house, cases, panels)
