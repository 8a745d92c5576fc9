import { people } from './people.ts';
import { startProvider } from './server.ts';
import { readProviderSettings } from './settings.ts';

// Run as `node tools/development-provider/main.ts`: Node strips the types, so only erasable syntax is used here.
try {
  const provider = await startProvider(readProviderSettings(process.env), { people, claimsIn: 'id-token' });
  console.log(`Development sign-in is ready at ${provider.issuer}`);
  const stop = () => void provider.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error(`The development provider did not start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
