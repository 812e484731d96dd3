// From the journal's records to what the admin API shows.
#pragma once

#include "admin/api_types.hpp"
#include "dispatch/handler_options.hpp"
#include "journal/records.hpp"

namespace orderhook::admin {

[[nodiscard]] EventView view_of(const EventRecord& record);
[[nodiscard]] DeliveryView view_of(const DeliveryRecord& delivery);
[[nodiscard]] AttemptView view_of(const AttemptRecord& attempt);
[[nodiscard]] DeadLetterView view_of(const DeadLetter& letter);
[[nodiscard]] WholeEventView view_of(const FoundEvent& found);
[[nodiscard]] HandlerView view_of(const HandlerStatus& status);

} // namespace orderhook::admin
