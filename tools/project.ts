import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const MODULES = join(ROOT, 'node_modules');
export const DIST = join(ROOT, 'dist');
export const DATA = join(ROOT, '.data');
export const LOGS = join(DATA, 'logs');

export const SERVICES = ['subscription', 'consent', 'notification'] as const;
export type Service = (typeof SERVICES)[number];
