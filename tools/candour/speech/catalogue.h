// The commands there are, and what each one asks for: read from the descriptors, so that a command
// added to the proto is known here without a line of code.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace candour::cli {

// The services whose methods are commands, in the order people meet them.
std::vector<const google::protobuf::ServiceDescriptor*> CommandServices();

// By name, in any case, with or without dashes: "ReceiveNotification", "receive-notification".
// NOT_FOUND with the nearest names otherwise.
absl::StatusOr<const google::protobuf::MethodDescriptor*> FindCommand(absl::string_view name);

// The one of `names` (not empty) that `word` was most likely meant for.
std::string NearestOf(absl::string_view word, const std::vector<std::string>& names);

// Whether calling a method changes the record.
bool IsCommand(const google::protobuf::MethodDescriptor& method);

// "Receive a notification of a death".
std::string TitleOf(const google::protobuf::MethodDescriptor& command);

// Every command by service, with its title.
std::string CommandList();

// How to use one command: each field with its type, whether it is needed, its hint and its choices.
std::string CommandHelp(const google::protobuf::MethodDescriptor& command);

// The roles that may give the command: "cdop_administrator, panel_chair".
std::string RolesFor(const google::protobuf::MethodDescriptor& method);
std::string RolesHolding(const std::string& permission);

}  // namespace candour::cli
