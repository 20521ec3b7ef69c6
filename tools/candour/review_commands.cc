// candour review list | contributions | genogram | brief
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/agencies.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/owed.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/case_text.h"
#include "tools/candour/speech/genogram_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

struct ReviewOptions {
  std::string option;
  std::string stage;
  std::string from;
  std::string until;
  std::string agency;
  std::string review;
  std::string out;
  bool open = false;
  bool all = false;
  bool names = false;
};

const Shape& ReviewShape() {
  static const auto& shape =
      *new Shape{"reviews",
                 {{"Reference", "reference"},
                  {"Referred", "referred_on"},
                  {"Decision", "option"},
                  {"On", "decided_on"},
                  {"Stage", "stage"},
                  {"Asked", "asked"},
                  {"Settled", "settled"},
                  {"Next due", "next_due_on"},
                  {"What is due", "next_title"},
                  {"Waits for", "waits_for"},
                  {"Runs beside it", "runs_beside"},
                  {"Grade", "grade"},
                  {"Published", "published_on"}},
                 "review",
                 "reviews",
                 "No reviews match. A review begins with `candour do ReferCase`."};
  return shape;
}

absl::Status ListReviews(const ReviewOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListReviewsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_stage(AsSpoken(options.stage));
  request.set_only_open(options.open);
  RETURN_IF_ERROR(SetIfGiven(request, "option", options.option));
  RETURN_IF_ERROR(SetIfGiven(request, "from", options.from));
  RETURN_IF_ERROR(SetIfGiven(request, "until", options.until));
  views::v1::ListReviewsReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListReviews", request, reply,
                  ReviewShape());
}

absl::Status ListContributions(const ReviewOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListContributionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  ASSIGN_OR_RETURN(*request.mutable_agency_id(),
                   FindAgency(session, request.tenant(), options.agency));
  request.set_only_owed(!options.all);
  if (!options.review.empty()) {
    ASSIGN_OR_RETURN(const NamedCase review, FindCase(session, options.review));
    request.set_review_id(review.id);
  }
  views::v1::ListContributionsReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListContributions", request, reply,
                  ContributionShape());
}

absl::Status ShowGenogram(const ReviewOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase review, FindCase(session, options.review));
  audit::v1::GetGenogramRequest request;
  audit::v1::CaseName& about = *request.mutable_about();
  about.set_tenant(review.tenant);
  about.set_board_id(review.board_id);
  about.set_aggregate(types::v1::CASE_REVIEW);
  about.set_id(review.id);
  about.set_include_identity(options.names);
  types::v1::Genogram genogram;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetGenogram", request, genogram));
  terminal.out << (terminal.json ? JsonText(genogram) : GenogramText(genogram));
  return absl::OkStatus();
}

// The learning briefs of a review as a paper to hand on: what they teach, and nothing of the case.
absl::Status ShowBrief(const ReviewOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase review, FindCase(session, options.review));
  audit::v1::GetCaseRequest request;
  audit::v1::CaseName& about = *request.mutable_about();
  about.set_tenant(review.tenant);
  about.set_board_id(review.board_id);
  about.set_aggregate(types::v1::CASE_REVIEW);
  about.set_id(review.id);
  types::v1::CaseFile file;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetCase", request, file));
  const std::string text = BriefsText(file);
  if (text.empty()) {
    return absl::NotFoundError(
        absl::StrCat("No learning brief of ", review.reference,
                     " was issued. Record one with `candour do IssueLearningBrief`"));
  }
  if (options.out.empty()) {
    terminal.out << text;
    return absl::OkStatus();
  }
  std::ofstream written(options.out, std::ios::binary);
  written << text;
  written.close();
  if (!written) return absl::InvalidArgumentError(options.out + " cannot be written");
  terminal.out << "Written to " << options.out << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddReviewCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ReviewOptions>();
  CLI::App& review = *app.add_subcommand("review", "Case reviews, and what agencies contribute");
  review.require_subcommand(1);
  const auto command = [&](const char* name, const char* help, auto run) {
    CLI::App* added = review.add_subcommand(name, help);
    added->callback([&chosen, options, run] {
      chosen.run = [options, run](Session& session, Terminal& terminal) {
        return run(*options, session, terminal);
      };
      chosen.usual_role = "case_review_coordinator";
    });
    return added;
  };
  CLI::App* list = command("list", "The register of case reviews, the newest first", &ListReviews);
  list->add_option("--option", options->option, "Of this decision: \"serious case review\"");
  list->add_option("--stage", options->stage, "At this stage");
  list->add_option("--from", options->from, "Referred on or after this day");
  list->add_option("--until", options->until, "Referred on or before this day");
  list->add_flag("--open", options->open, "Only those not concluded");
  CLI::App* contributions = command(
      "contributions", "What agencies owe to reviews, by the day it is due", &ListContributions);
  contributions->add_option("--review", options->review, "Reference or id of one review");
  contributions->add_option("--agency", options->agency, "Name or id of one agency");
  contributions->add_flag("--all", options->all, "Also what is with the panel or settled");
  CLI::App* brief = command("brief", "The learning briefs of a review, as a paper", &ShowBrief);
  brief->add_option("review", options->review, "Reference or id of the review")->required();
  brief->add_option("--out", options->out, "Write them to this file");
  CLI::App* genogram = command("genogram", "How the people of a review are related", &ShowGenogram);
  genogram->add_option("review", options->review, "Reference or id of the review")->required();
  genogram->add_flag("--names", options->names, "With the names of those who may read them");
}

}  // namespace candour::cli
