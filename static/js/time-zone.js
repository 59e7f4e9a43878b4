// Fills the hidden time zone field of a sign-up form with the browser's zone. Without scripts the
// account starts with UTC, and the zone is chosen later in the settings.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.querySelector("input[data-time-zone]");
if (field && zone && !field.value) field.value = zone;
