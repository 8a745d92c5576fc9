export { HealthController } from './health.controller.ts';
export { TROUBLES, type Troubles } from './troubles.ts';
