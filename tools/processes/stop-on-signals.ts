/**
 * Ctrl-C, a plea to end, a closed terminal, or the death of the first stage: stops in order, once. Further signals change
 * nothing, because npm, the shell and the terminal each pass on the same Ctrl-C.
 */
export function stopOnSignals(stop: () => Promise<void>, exitCode: number): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    void stop().finally(() => process.exit(exitCode));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('disconnect', end);
  // Listening for the first stage's death would keep this process alive when all is done.
  process.channel?.unref();
}
