import 'reflect-metadata';
import { startService } from '#libs/service';
import { service } from './service.ts';

await startService(service);
