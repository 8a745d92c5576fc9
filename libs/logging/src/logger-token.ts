/** Under this Nest provides the process's pino logger. */
export const LOGGER = Symbol('logger');
