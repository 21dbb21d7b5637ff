// SIGINT, SIGTERM and SIGHUP as a question that loops ask.
#ifndef TESSERA_TILL_INTERRUPT_H_
#define TESSERA_TILL_INTERRUPT_H_

namespace tessera::till {

// From now on these signals no longer end the process; Interrupted() says that one came. Blocking
// system calls return early.
void CatchInterrupts();
bool Interrupted();

}  // namespace tessera::till

#endif  // TESSERA_TILL_INTERRUPT_H_
