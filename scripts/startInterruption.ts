/** Aborts when somebody wants this process to end: by Ctrl-C, by a signal, or by ending whoever started it. */
export function startInterruption(): AbortSignal {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // A parent that was killed without warning sends no signal; then somebody else is our parent.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) interrupt();
  }, 1000);
  return interruption.signal;
}
