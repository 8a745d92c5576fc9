/** What the stand-ins of the neighbours are told by their environment. */
export function neighbourSettings(environment: NodeJS.ProcessEnv) {
  const { DATABASE_URL = '', REDIS_URL = '', MESSAGE_KEY = '', EVENTS = '0', WRITERS = '1' } = environment;
  return {
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    messageKey: MESSAGE_KEY.split(','),
    republishSeconds: 60,
    events: Number(EVENTS),
    writers: Number(WRITERS),
  };
}
