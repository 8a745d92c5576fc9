export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
export { type FreshRedis, freshRedis } from './fresh-redis.ts';
