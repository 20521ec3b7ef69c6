// The parts of the child death workflow, each registering its own commands and facts.
#pragma once

#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/identity.pb.h"
#include "candour/casework/v1/intake.pb.h"
#include "candour/casework/v1/jurisdiction.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

void RegisterIntake(WorkflowTable& table);  // intake.cc: notified, identified, in scope or not
void RegisterGuestNotifications(WorkflowTable& table);  // guests.cc: told by anybody, accepted here
void RegisterMerging(WorkflowTable& table);             // merging.cc: one case a child
void RegisterIdentity(WorkflowTable& table);            // identity.cc: who, born when, lived where
void RegisterJurisdiction(WorkflowTable& table);        // jurisdiction.cc: who leads
void RegisterRapidResponse(WorkflowTable& table);       // rapid_response.cc: of unexpected deaths
void RegisterResponse(WorkflowTable& table);            // response.cc: the family, reports, holds
void RegisterPanel(WorkflowTable& table);               // panel.cc: listed, decided, completed

// Whether facts of birth and death put a live-born child in scope by age.
bool IsUnder18(const events::v1::DeathRecorded& facts);
// Tells the clocks of a notification that counts for the case.
void ReachNotified(ChildDeath& death, types::v1::NotifierKind notifier,
                   const google::protobuf::Timestamp& received_at, const Fact& fact);
bool IsProfessional(types::v1::NotifierKind notifier);
// Folds the facts of the death, as first recorded or as corrected since.
void FoldDeath(ChildDeath& death, const events::v1::DeathRecorded& facts, const Fact& fact);
// What is still owed, for whoever takes the case over.
std::vector<types::v1::OpenItem> OpenItemsOf(const ChildDeath& death);

}  // namespace candour::workflows::child_death
