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
  std::string checkpoint_file;
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

absl::Status Verify(const ProofOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::string file, ReadFile(options.file));
  ASSIGN_OR_RETURN(const audit::Bundle bundle, audit::ReadBundle(file));
  audit::TrustedBefore trusted;
  trusted.verifier_key = options.key;
  if (!options.checkpoint_file.empty()) {
    ASSIGN_OR_RETURN(trusted.checkpoint, ReadFile(options.checkpoint_file));
  }
  auto verified = audit::VerifyBundle(bundle, trusted);
  if (absl::IsUnauthenticated(verified.status())) {
    return absl::DataLossError(verified.status().message());
  }
  RETURN_IF_ERROR(verified.status());
  RETURN_IF_ERROR(WritePage(options.page, bundle, *verified));
  terminal.out
      << "Verified: "
      << Counted(static_cast<int64_t>(bundle.events.size()), "entry stands", "entries stand")
      << " in the log as shown, and none is missing.\n"
      << Particulars(
             {{"Case", verified->about.id()},
              {"Log", verified->checkpoint.origin},
              {"Complete until", MomentWords(absl::FromUnixMicros(verified->complete_until))},
              {"Checkpoint", absl::StrCat(verified->checkpoint.size, " events")},
              {"Key", verified->key_was_given ? "the one you gave"
                                              : absl::StrCat(verified->verifier_key,
                                                             "  (the file's own word: compare "
                                                             "it with one you were given)")},
              {"Compared with", verified->compared_with.empty()
                                    ? "no checkpoint of your own (--checkpoint FILE)"
                                    : verified->compared_with},
              {"Forgotten",
               verified->forgotten == 0
                   ? ""
                   : Counted(static_cast<int64_t>(verified->forgotten), "entry", "entries")}});
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
      ->take_all();
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
  verify.add_option("--key", options->key, "The log's verifier key, as you were given it");
  verify
      .add_option("--checkpoint", options->checkpoint_file,
                  "A checkpoint you were given: the file must be of a log that goes on from it")
      ->type_name("FILE");
  verify.add_option("--html", options->page, "Write a page for people")->type_name("FILE");
  verify.footer("Asks no server. Exit code 6 if anything was altered or is missing.");
  verify.callback([&chosen, options] {
    chosen.offline = [options](Terminal& t) { return Verify(*options, t); };
  });
}

}  // namespace candour::cli
