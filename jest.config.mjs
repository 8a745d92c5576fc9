// Three sizes of test (CONTRIBUTING.md): unit, service, then flows and pages that run the built services.
const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
          keepClassNames: true,
        },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  setupFiles: ['reflect-metadata'],
};

const serviceTests = ['<rootDir>/(apps|libs|test|tools)/**/*.service.spec.ts'];

export default {
  // Most take less than a second; this is for a machine that does much else.
  testTimeout: 60_000,
  // Modules of ECMAScript are never given back: a hundred files of service tests fill four gigabytes, unless their process is renewed.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/(apps|libs|test|tools)/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.service\\.spec\\.ts$', '/node_modules/'],
    },
    { ...shared, displayName: 'service', testMatch: serviceTests },
    { ...shared, displayName: 'flow', testMatch: ['<rootDir>/test/flows/*.flow.ts'] },
    { ...shared, displayName: 'page', testMatch: ['<rootDir>/test/pages/*.page.ts'] },
  ],
};
