export { type City, type CityOrder, startCity } from './city.ts';
export type { CityService } from './city-service.ts';
export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
export { type FreshRedis, freshRedis } from './fresh-redis.ts';
export type { ReceivedMail } from './mail.ts';
export { MailServer, type Refusal } from './mail-server.ts';
export { ask, follow, linkIn, PLAN, press } from './resident.ts';
export { announce, figuresOn, signIn, untilFigures } from './staff.ts';
export { type VisitedPage, Visitor } from './visitor.ts';
