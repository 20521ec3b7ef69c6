// candour recommendations | meetings | meeting | figures | board timeline | register
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/agencies.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/named_streams.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/follow_text.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"
#include "tools/candour/things.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {
namespace {

struct FollowOptions {
  std::string agency;
  std::string rag;
  std::string due_by;
  std::string theme;
  std::string source;
  std::string body;
  std::string meeting;
  std::string from;
  std::string until;
  bool open = false;
  bool overdue = false;
  bool done = false;
};

const Shape& BoardTimelineShape() {
  static const auto& shape = *new Shape{
      "entries",
      {{"When", "occurred"}, {"What", "title"}, {"Case", "reference"}, {"In a line", "detail"}},
      "entry",
      "entries",
      "Nothing is recorded of the board in that time."};
  return shape;
}

absl::Status ShowRecommendations(const FollowOptions& options, Session& session,
                                 Terminal& terminal) {
  views::v1::ListRecommendationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_only_open(options.open);
  ASSIGN_OR_RETURN(*request.mutable_agency_id(),
                   FindAgency(session, request.tenant(), options.agency));
  request.set_theme(options.theme);
  request.set_only_overdue(options.overdue);
  RETURN_IF_ERROR(SetIfGiven(request, "source", options.source));
  RETURN_IF_ERROR(SetIfGiven(request, "rag", options.rag));
  RETURN_IF_ERROR(SetIfGiven(request, "due_by", options.due_by));
  views::v1::ListRecommendationsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListRecommendations", request, reply));
  terminal.out << (terminal.json ? JsonText(reply)
                                 : RecommendationsText(reply) + WithheldText(reply));
  return absl::OkStatus();
}

absl::Status ShowMeetings(const FollowOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListMeetingsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_body_id(options.body);
  RETURN_IF_ERROR(SetIfGiven(request, "from", options.from));
  RETURN_IF_ERROR(SetIfGiven(request, "until", options.until));
  views::v1::ListMeetingsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListMeetings", request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : MeetingsText(reply) + WithheldText(reply));
  return absl::OkStatus();
}

const Shape& AttendanceShape() {
  static const auto& shape = *new Shape{"seats",
                                        {{"Body", "body_name"},
                                         {"Seat", "role"},
                                         {"Year from April", "year_from"},
                                         {"Meetings", "meetings"},
                                         {"Holder", "by_holder"},
                                         {"Deputy", "by_deputy"},
                                         {"Apologies", "apologies"},
                                         {"Vacant", "vacant"},
                                         {"Nobody", "unexplained"}},
                                        "seat and year",
                                        "seats and years",
                                        "No meeting was held in that time."};
  return shape;
}

absl::Status ShowAttendance(const FollowOptions& options, Session& session, Terminal& terminal) {
  views::v1::GetAttendanceRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_body_id(options.body);
  RETURN_IF_ERROR(SetIfGiven(request, "from", options.from));
  RETURN_IF_ERROR(SetIfGiven(request, "until", options.until));
  views::v1::GetAttendanceReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.GetAttendance", request, reply,
                  AttendanceShape());
}

const Shape& MeetingActionsShape() {
  static const auto& shape = *new Shape{"actions",
                                        {{"Due", "due_on"},
                                         {"Days over", "days_overdue"},
                                         {"Done", "done_on"},
                                         {"Owner", "owner_agency_name"},
                                         {"Action", "text"},
                                         {"Case", "reference"},
                                         {"Theme", "theme"},
                                         {"Agreed at", "starts_at"}},
                                        "action",
                                        "actions",
                                        "Nothing that a meeting agreed is still to be done."};
  return shape;
}

absl::Status ShowMeetingActions(const FollowOptions& options, Session& session,
                                Terminal& terminal) {
  views::v1::ListMeetingActionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_body_id(options.body);
  ASSIGN_OR_RETURN(*request.mutable_agency_id(),
                   FindAgency(session, request.tenant(), options.agency));
  RETURN_IF_ERROR(SetIfGiven(request, "due_by", options.due_by));
  request.set_only_overdue(options.overdue);
  request.set_also_done(options.done);
  views::v1::ListMeetingActionsReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListMeetingActions", request, reply,
                  MeetingActionsShape());
}

absl::Status ShowMinutes(const FollowOptions& options, Session& session, Terminal& terminal) {
  audit::v1::GetMinutesRequest request;
  audit::v1::CaseName& about = *request.mutable_about();
  ASSIGN_OR_RETURN(*about.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(*about.mutable_board_id(), FindBoard(session, about.tenant()));
  about.set_aggregate(types::v1::MEETING);
  ASSIGN_OR_RETURN(*about.mutable_id(), FindMeeting(session, about.tenant(), options.meeting));
  audit::v1::Minutes reply;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetMinutes", request, reply));
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return absl::OkStatus();
  }
  const bool as_agreed = reply.agreed_sha256().empty() || reply.agreed_sha256() == reply.sha256();
  terminal.out << reply.text() << "\nSHA-256 " << reply.sha256()
               << (!reply.agreed() ? ", a draft: not agreed yet\n"
                   : as_agreed     ? ", as agreed\n"
                                   : ", drawn up from what can be read of it now\n");
  if (!as_agreed) {
    terminal.out << "SHA-256 " << reply.agreed_sha256()
                 << " of what was agreed: a document, or a text that told of what was forgotten "
                    "since\n";
  }
  if (!reply.recorded_since().empty()) {
    terminal.out << "\nRecorded since they were agreed\n" << reply.recorded_since();
  }
  return absl::OkStatus();
}

absl::Status ShowFigures(const FollowOptions& options, Session& session, Terminal& terminal) {
  views::v1::GetFiguresRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  RETURN_IF_ERROR(SetField(request, "from", options.from, London()));
  RETURN_IF_ERROR(SetField(request, "until", options.until, London()));
  ASSIGN_OR_RETURN(const auto from, workflows::clocks::ToDayRange(request.from()));
  ASSIGN_OR_RETURN(const auto until, workflows::clocks::ToDayRange(request.until()));
  if (until.latest < from.earliest) {
    return absl::InvalidArgumentError("--until lies before --from: the period would hold no day");
  }
  views::v1::GetFiguresReply reply;
  RETURN_IF_ERROR(session.Call("candour.views.v1.Views.GetFigures", request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : FiguresText(reply, request));
  return absl::OkStatus();
}

absl::Status ShowBoardTimeline(const FollowOptions& options, Session& session, Terminal& terminal) {
  views::v1::GetTimelineRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_body_id(options.body);
  RETURN_IF_ERROR(SetIfGiven(request, "from", options.from));
  RETURN_IF_ERROR(SetIfGiven(request, "until", options.until));
  views::v1::GetTimelineReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.GetTimeline", request, reply,
                  BoardTimelineShape());
}

using Options = std::shared_ptr<FollowOptions>;

void AddPeriod(CLI::App& command, const Options& options, bool needed) {
  command.add_option("--from", options->from, "First day, 2012-04-01")->required(needed);
  command.add_option("--until", options->until, "Last day, 2013-03-31")->required(needed);
}

template <typename Show>
void Runs(CLI::App& command, Chosen& chosen, const Options& options, Show show) {
  command.callback([&chosen, options, show] {
    chosen.run = [options, show](Session& s, Terminal& t) { return show(*options, s, t); };
  });
}

void AddMeetingCommands(CLI::App& app, Chosen& chosen, const Options& options) {
  CLI::App& meetings =
      *app.add_subcommand("meetings", "The calendar: what was listed, decided and deferred");
  AddPeriod(meetings, options, false);
  meetings.add_option("--body", options->body, "Only of this body, by id");
  meetings.footer("Example:\n  candour meetings --from 2012-04-01 --until 2013-03-31");
  Runs(meetings, chosen, options, ShowMeetings);

  CLI::App& meeting = *app.add_subcommand("meeting", "One meeting, and who comes to them");
  meeting.require_subcommand(1);
  CLI::App& minutes = *meeting.add_subcommand("minutes", "Its minutes, drafted from the record");
  minutes
      .add_option("MEETING", options->meeting, "Which: its day, or its id as `meetings` shows it")
      ->required();
  minutes.footer("Example:\n  candour meeting minutes 2012-06-14");
  Runs(minutes, chosen, options, ShowMinutes);
  CLI::App& attendance =
      *meeting.add_subcommand("attendance", "How each seat was filled, year by year");
  AddPeriod(attendance, options, false);
  attendance.add_option("--body", options->body, "Only of this body, by id");
  attendance.footer("Example:\n  candour meeting attendance --from 2012-04-01 --until 2013-03-31");
  Runs(attendance, chosen, options, ShowAttendance);

  CLI::App& actions =
      *meeting.add_subcommand("actions", "What meetings agreed to be done: what is overdue first");
  actions.add_option("--body", options->body, "Only agreed by this body, by id");
  actions.add_option("--agency", options->agency, "Only of this agency, by name or id");
  actions.add_option("--due-by", options->due_by, "Only what is due by this day");
  actions.add_flag("--overdue", options->overdue, "Only what is past its day");
  actions.add_flag("--done", options->done, "Also what is done");
  actions.footer("Example:\n  candour meeting actions --overdue");
  Runs(actions, chosen, options, ShowMeetingActions);
}

}  // namespace

void AddFollowCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<FollowOptions>();
  CLI::App& recommendations = *app.add_subcommand(
      "recommendations", "Every recommendation, and what is done about it by whom");
  recommendations.add_flag("--open", options->open, "Only those not closed");
  recommendations.add_option("--agency", options->agency, "Only of this agency, by name or id");
  recommendations.add_option("--rag", options->rag, "Only red, amber, green or blue");
  recommendations.add_option("--due-by", options->due_by, "Only what is due by this day");
  recommendations.add_option("--theme", options->theme, "Only with this theme");
  recommendations.add_option("--source", options->source, "Only from: coroner, inspection ...");
  recommendations.add_flag("--overdue", options->overdue, "Only with an action past its day");
  recommendations.footer("Example:\n  candour recommendations --open --rag red");
  Runs(recommendations, chosen, options, ShowRecommendations);

  AddMeetingCommands(app, chosen, options);

  CLI::App& figures = *app.add_subcommand("figures", "What the board counts for its year");
  AddPeriod(figures, options, true);
  figures.footer("Example:\n  candour figures --from 2012-04-01 --until 2013-03-31");
  Runs(figures, chosen, options, ShowFigures);

  CLI::App& board = *app.add_subcommand("board", "The board as a whole");
  board.require_subcommand(1);
  CLI::App& timeline =
      *board.add_subcommand("timeline", "What the board and its bodies did, earliest first");
  AddPeriod(timeline, options, false);
  timeline.add_option("--body", options->body, "Only of this body, by id");
  timeline.footer("Example:\n  candour board timeline --from 2012-06-01 --until 2012-06-30");
  Runs(timeline, chosen, options, ShowBoardTimeline);
  CLI::App& list = *board.add_subcommand(
      "register", "Its bodies, their seats, people and agencies, with the ids that commands take");
  list.footer("Example:\n  candour board register");
  Runs(list, chosen, options, [](const FollowOptions&, Session& session, Terminal& terminal) {
    return ShowBoardRegister(session, terminal);
  });
}

}  // namespace candour::cli
