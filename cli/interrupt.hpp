#pragma once

namespace fleetfit {

/// From now on Ctrl-C (or SIGTERM) does not end the program but makes interrupted() true; a second
/// one ends it at once.
void catch_interrupts();

/// Whether the user asked to stop.
bool interrupted();

}  // namespace fleetfit
