// Every limit of the system, in one place. Each is checked where input enters and named in the
// error that refuses it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace candour::limits {

// The log.
inline constexpr size_t kEventPayloadBytes = 256 * 1024;
inline constexpr size_t kSealedEventBytes = kEventPayloadBytes + 16 * 1024;  // with its envelope
inline constexpr size_t kEventsPerAppend = 256;
inline constexpr size_t kConditionsPerAppend = 256;
inline constexpr size_t kAppendBytes = 2 * 1024 * 1024;
inline constexpr size_t kAppendQueueBatches = 4096;
inline constexpr size_t kAppendQueueBytes = 64 * 1024 * 1024;
inline constexpr size_t kGroupCommitBatches = 256;
inline constexpr size_t kGroupCommitBytes = 8 * 1024 * 1024;
inline constexpr size_t kHeadCacheEntries = 65'536;  // streams and scopes whose ends are known
inline constexpr size_t kTenantBytes = 64;
inline constexpr size_t kOriginBytes = 255;
inline constexpr size_t kPageBytes = 256 * 1024;  // one message of a read or subscription
inline constexpr size_t kPageEvents = 4096;
inline constexpr size_t kSubscriptionsPerProcess = 256;
inline constexpr int kReadingConnections = 8;    // to a database, beside the one that writes
inline constexpr int kDatabaseAttempts = 60;     // about a minute, while it cannot be reached
inline constexpr size_t kDatabaseScanRows = 16;  // asked for at first
inline constexpr size_t kDatabaseScanBytes = 1 * 1024 * 1024;  // of an answer, about
// With less free on the disk the log takes no more: enough to flush, to compact, to copy what a
// recovery looks at, and to start again.
inline constexpr uint64_t kLowDiskBytes = 512ull << 20;
inline constexpr uint32_t kBackupsKept = 30;
inline constexpr uint64_t kDocumentBytes = 100 * 1024 * 1024;
inline constexpr size_t kDocumentPartBytes = 256 * 1024;  // of its content, in one message
inline constexpr int64_t kClockStepBackMicros = 5'000'000;
inline constexpr int64_t kClockDriftMicros = 5'000'000;

// The gate.
inline constexpr size_t kRequestBytes = 4 * 1024 * 1024;
inline constexpr size_t kGuestRequestBytes = 32 * 1024;  // of a method that anybody may call
inline constexpr int kGuestCallsPerMinute = 120;         // of all such methods together
inline constexpr int kGuestCallsPerMinuteOfOne = 20;     // from one address
inline constexpr size_t kTokenBytes = 16 * 1024;
inline constexpr size_t kMetadataBytes = 32 * 1024;  // all that precedes a request
inline constexpr size_t kTokenCacheEntries = 4096;
inline constexpr int kGateWorkers = 32;
inline constexpr size_t kGateQueueCalls = 1024;
inline constexpr int64_t kLongestCallMillis = 30'000;   // unary
inline constexpr size_t kFieldProblems = 25;            // named in one refusal
inline constexpr int kChangesTold = 10;                 // of what somebody else did first
inline constexpr size_t kStatusDetailBytes = 5 * 1024;  // many clients take 8 KiB of trailers
inline constexpr int64_t kLongestWaitForPositionMillis = 5'000;

// Casework.
// A conflict with another writer is retried this often, after a pause that differs from writer to
// writer and grows up to this.
inline constexpr int kAppendAttempts = 24;
inline constexpr int kLongestAppendPauseMillis = 128;
inline constexpr size_t kStreamsPerCommand = 16;
inline constexpr size_t kStateCacheEntries = 4096;
inline constexpr size_t kStreamEvents = 20'000;

// One adopted file of guidance, which is carried whole in one event.
inline constexpr size_t kGuidanceBytes = 192 * 1024;
inline constexpr size_t kGuidanceKept = 64;  // texts of guidance that stay read

// Fields, unless the field says otherwise. Lengths are counted in characters, not bytes.
inline constexpr size_t kShortTextCharacters = 300;
inline constexpr size_t kLongTextCharacters = 20'000;
inline constexpr size_t kRepeatedItems = 100;
inline constexpr size_t kFormAnswers = 2'000;
inline constexpr size_t kAddressLines = 8;
inline constexpr size_t kPostcodeCharacters = 8;
inline constexpr int kEarliestYear = 1900;
inline constexpr int kLatestYear = 2100;
inline constexpr int kEarliestYearKnown =
    2004;                                       // when boards, and their offices, were provided for
inline constexpr int kLatestYearDriven = 2200;  // a clock that is driven starts before its end

// Views.
inline constexpr int kViewPageRows = 50;
inline constexpr int kViewPageRowsAtMost = 500;
inline constexpr size_t kViewStates = 8192;           // folded streams held between changes
inline constexpr size_t kViewChangeRows = 8192;       // aggregates and lines of one change, about
inline constexpr size_t kViewScanRows = 1024;         // read from a view's store at once
inline constexpr size_t kViewCaseClocks = 64 * 1024;  // cases whose clocks are held as computed

// Audit.
inline constexpr size_t kSummaryBytes = 300;  // of an event, in one line
inline constexpr uint32_t kAuditPageRows = 50;
// Events read at a time in search of the decisions of a page.
inline constexpr uint32_t kAuditSearchEvents = 1'000;
inline constexpr uint32_t kAuditPageRowsAtMost = 500;
inline constexpr uint32_t kSampledDecisions = 500;
inline constexpr size_t kChronologyPageBytes = 2 * 1024 * 1024;  // of entries
inline constexpr int kChronologyLikenesses = 200;                // likeliest first
inline constexpr size_t kImportedTableCells = 1'000'000;  // of a register, over all its sheets
// What the parts that are read of one workbook or document unpack to, all together.
inline constexpr uint64_t kImportedPartsBytes = 256 * 1024 * 1024;
inline constexpr size_t kBundleCheckpoints = 400;       // earlier ones a bundle goes on from
inline constexpr size_t kBundlePartBytes = 256 * 1024;  // of a bundle, in one message

}  // namespace candour::limits
