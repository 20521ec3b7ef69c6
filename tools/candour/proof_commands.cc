// candour export | verify
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/audit/bundle/bundle.h"
#include "services/audit/bundle/verify.h"
#include "tools/candour/bundle_page.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/files.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

struct ProofOptions {
  std::string name;
  std::string file;
  std::string page;
  std::string recipient;
  std::string purpose;
  std::string key;
  bool key_given = false;  // a blank one too: that of a script whose variable was not set
  std::vector<std::string> checkpoint_files;
  std::vector<uint64_t> since;
  bool identity = false;
};

absl::Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  // It holds what a case says, in clear.
  std::error_code ignored;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
  file << bytes;
  file.close();
  if (!file) return absl::InvalidArgumentError(absl::StrCat(path, " cannot be written"));
  return absl::OkStatus();
}

absl::Status WritePage(const std::string& path, const audit::Bundle& bundle,
                       const audit::Verified& verified) {
  if (path.empty()) return absl::OkStatus();
  return WriteFile(path, BundlePage(bundle, verified));
}

absl::StatusOr<std::string> FetchBundle(Session& session, const audit::v1::ExportRequest& request) {
  ASSIGN_OR_RETURN(const auto parts, session.Read("candour.audit.v1.Audit.Export", request));
  std::string file;
  audit::v1::ExportPart part;
  while (parts->Read(part)) file += part.data();
  RETURN_IF_ERROR(parts->Finish());
  return file;
}

// What is written was verified first, as whoever receives it will.
absl::Status Export(const ProofOptions& options, Session& session, Terminal& terminal) {
  for (const std::string& path : {options.file, options.page}) {
    if (path.empty() || !std::filesystem::exists(path)) continue;
    return absl::InvalidArgumentError(absl::StrCat(path, " exists; name a new file"));
  }
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.name));
  audit::v1::ExportRequest request;
  request.mutable_about()->set_tenant(found.tenant);
  request.mutable_about()->set_board_id(found.board_id);
  request.mutable_about()->set_aggregate(found.kind);
  request.mutable_about()->set_id(found.id);
  request.mutable_about()->set_include_identity(options.identity);
  request.set_recipient(options.recipient);
  request.set_purpose(options.purpose);
  for (const uint64_t size : options.since) request.add_since_sizes(size);
  ASSIGN_OR_RETURN(const std::string file, FetchBundle(session, request));
  ASSIGN_OR_RETURN(const audit::Bundle bundle, audit::ReadBundle(file));
  ASSIGN_OR_RETURN(const audit::Verified verified, audit::VerifyBundle(bundle, {}));
  RETURN_IF_ERROR(WriteFile(options.file, file));
  RETURN_IF_ERROR(WritePage(options.page, bundle, verified));
  terminal.out << "Wrote "
               << Counted(static_cast<int64_t>(bundle.events.size()), "entry", "entries") << " to "
               << options.file << (options.page.empty() ? "" : " and a page to ") << options.page
               << (verified.forgotten == verified.events.size()
                       ? ".\nOf what is forgotten nothing is recorded, nor that this was made.\n"
                       : ".\nThat it was made is recorded in the case.\n")
               << Particulars({{"To verify it", absl::StrCat("candour verify ", options.file)},
                               {"With the key", verified.verifier_key}});
  return absl::OkStatus();
}

std::string Headline(const audit::Verified& verified) {
  const std::string found = absl::StrCat(
      Counted(static_cast<int64_t>(verified.events.size()), "entry stands", "entries stand"),
      " in the log as shown, and none is missing");
  if (verified.IsVouchedFor()) return absl::StrCat("Verified: ", found, ".\n");
  return Paragraph(
      absl::StrCat("On the file's own word alone: ", found,
                   ", if the key in it is the log's. Whoever made the file could have put in a key "
                   "of their own: give the one you were handed (--key)."),
      0);
}

std::string KeyWords(const audit::Verified& verified) {
  if (verified.key_was_given) return "the one you gave";
  if (verified.IsVouchedFor()) return "the one your checkpoint is signed with";
  return absl::StrCat(verified.verifier_key,
                      "  (the file's own word: compare it with one you were given)");
}

std::string Findings(const audit::Verified& verified) {
  std::vector<std::pair<std::string, std::string>> rows = {{"Case", verified.about.id()},
                                                           {"Log", verified.checkpoint.origin}};
  if (verified.made) {
    rows.push_back({"Made for", verified.made->recipient});
    rows.push_back({"Purpose", verified.made->purpose});
    rows.push_back({"Made by", verified.made->by});
    rows.push_back(
        {"Made on", absl::StrCat(MomentWords(absl::FromUnixMicros(verified.made->recorded_at)),
                                 ", at position ", verified.made->position,
                                 "; what was recorded after it is not covered")});
  }
  rows.push_back({"Complete until", MomentWords(absl::FromUnixMicros(verified.complete_until))});
  rows.push_back({"Checkpoint", absl::StrCat(verified.checkpoint.size, " events")});
  rows.push_back({"Key", KeyWords(verified)});
  rows.push_back({"Compared with", verified.compared_with.empty()
                                       ? "no checkpoint of your own (--checkpoint FILE)"
                                       : verified.compared_with});
  if (verified.forgotten > 0) {
    rows.push_back(
        {"Forgotten", Counted(static_cast<int64_t>(verified.forgotten), "entry", "entries")});
    rows.push_back({"Rows in lists", verified.clearing_shown
                                         ? "cleared, as the log says"
                                         : "that they were cleared too is not shown here"});
  }
  return Particulars(rows);
}

absl::Status Verify(const ProofOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::string file, ReadFile(options.file));
  ASSIGN_OR_RETURN(const audit::Bundle bundle, audit::ReadBundle(file));
  audit::TrustedBefore trusted;
  if (options.key_given) trusted.verifier_key = options.key;
  for (const std::string& path : options.checkpoint_files) {
    ASSIGN_OR_RETURN(std::string note, ReadFile(path));
    trusted.checkpoints.push_back({path, std::move(note)});
  }
  auto verified = audit::VerifyBundle(bundle, trusted);
  if (absl::IsUnauthenticated(verified.status())) {
    return absl::DataLossError(verified.status().message());
  }
  RETURN_IF_ERROR(verified.status());
  RETURN_IF_ERROR(WritePage(options.page, bundle, *verified));
  terminal.out << Headline(*verified) << Findings(*verified);
  terminal.out << "\nWhat this proves, and what it cannot:\n";
  for (const std::string& line : bundle.head.statement()) terminal.out << Paragraph(line, 2);
  return absl::OkStatus();
}

}  // namespace

void AddProofCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ProofOptions>();
  CLI::App& made =
      *app.add_subcommand("export", "Everything about a case, in a file that proves itself");
  made.add_option("CASE", options->name, "Which")->required();
  made.add_option("--to", options->file, "The file to write")->required()->type_name("FILE");
  made.add_option("--recipient", options->recipient, "Who is given it")->required();
  made.add_option("--purpose", options->purpose, "What for")->required();
  made.add_option("--html", options->page, "A page for people beside it")->type_name("FILE");
  made.add_flag("--identity", options->identity, "With who the case is about");
  made.add_option("--since", options->since,
                  "Prove that the log goes on from a checkpoint of this many events; repeatable")
      ->allow_extra_args(false);
  made.footer(
      "That the file is made is recorded first, as the last entry of the case in it.\n\n"
      "Example:\n  candour export AV-2012-03 --to av-2012-03.bundle --recipient \"The coroner\" "
      "\\\n"
      "      --purpose \"Inquest\" --html av-2012-03.html");
  made.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return Export(*options, s, t); };
  });

  CLI::App& verify = *app.add_subcommand("verify", "Check such a file, offline");
  verify.add_option("FILE", options->file, "The file")->required();
  const CLI::Option* key =
      verify.add_option("--key", options->key, "The log's verifier key, as you were given it");
  verify
      .add_option("--checkpoint", options->checkpoint_files,
                  "A checkpoint you were given: the file must be of a log that goes on from it; "
                  "repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  verify.add_option("--html", options->page, "Write a page for people")->type_name("FILE");
  verify.footer(
      "Asks no server. Without a key or a checkpoint of your own, only the file's own word says\n"
      "whose log it is of. Exit code 6 if anything was altered or is missing, or a newer Candour\n"
      "made it.");
  verify.callback([&chosen, options, key] {
    options->key_given = key->count() > 0;
    chosen.offline = [options](Terminal& t) { return Verify(*options, t); };
  });
}

}  // namespace candour::cli
