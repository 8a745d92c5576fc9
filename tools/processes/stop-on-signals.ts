/**
 * Ctrl-C, a plea to end, a closed terminal, the death of the first stage, or a mistake of our own: stops in order, once.
 * Further signals change nothing, because npm, the shell and the terminal each pass on the same Ctrl-C.
 */
export function stopOnSignals(stop: () => Promise<void>, exitCode: number): void {
  let stopping = false;
  const end = (code: number) => {
    if (stopping) return;
    stopping = true;
    void stop().finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(exitCode));
  process.on('disconnect', () => end(exitCode));
  // Listening for the first stage's death would keep this process alive when all is done.
  process.channel?.unref();
  process.on('uncaughtException', (error) => {
    // Nobody reads any more, e.g. behind `npm start | head`: there is nobody to tell.
    if (!('code' in error && error.code === 'EPIPE')) console.error(error);
    end(1);
  });
}
