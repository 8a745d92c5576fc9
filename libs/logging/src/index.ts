export { createLogger, type Logger } from './create-logger.ts';
export { logAnswers } from './log-answers.ts';
export { LOGGER } from './logger-token.ts';
export { NestLog } from './nest-log.ts';
