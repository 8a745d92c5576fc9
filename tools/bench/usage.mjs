// Loaded before a program that is measured (`node --import`), whatever its Node: says at its end what it used, on descriptor 3.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMicroseconds: userCPUTime + systemCPUTime, peakKibibytes: maxRSS }));
});
