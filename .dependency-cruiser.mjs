// Who may know whom (house.md). Every ban carries its reason; test/frame/import-rules.spec.ts breaks each of them.

/** What a lib may import besides npm. A lib that is not listed may import no other. */
const ALLOWED = {
  health: ['messaging'],
  identity: ['clock', 'problems', 'settings'],
  links: ['macs'],
  mail: ['addresses', 'dkim', 'macs'],
  messaging: ['clock', 'contracts', 'database', 'logging', 'rounds'],
  problems: ['logging'],
  returns: ['macs', 'smtp'],
  rounds: ['logging'],
  service: ['contracts', 'database', 'logging', 'problems', 'settings', 'site'],
  site: ['addresses', 'clock'],
  smtp: ['lanes', 'mail'],
};

const LIBS = [
  'addresses',
  'calendar',
  'clock',
  'contracts',
  'database',
  'dkim',
  'health',
  'identity',
  'lanes',
  'links',
  'logging',
  'macs',
  'mail',
  'messaging',
  'problems',
  'retention',
  'returns',
  'rounds',
  'service',
  'settings',
  'site',
  'smtp',
  'tlog',
];

/** Tests may reach further: they wire things that the program keeps apart. */
const TESTS = '\\.(spec|testing)\\.ts$';

const libRules = LIBS.map((lib) => ({
  name: `lib-${lib}`,
  severity: 'error',
  comment: `libs/${lib} may import ${(ALLOWED[lib] ?? []).join(', ') || 'no other lib'}: what it knows decides what it drags along`,
  from: { path: `^libs/${lib}/`, pathNot: TESTS },
  to: { path: '^libs/', pathNot: [lib, ...(ALLOWED[lib] ?? [])].map((known) => `^libs/${known}/`) },
}));

export default {
  forbidden: [
    ...libRules,
    {
      name: 'unlisted-lib',
      severity: 'error',
      comment: 'a new lib is listed above, with what it may import',
      from: { path: `^libs/(?!(${LIBS.join('|')})/)` },
      to: {},
    },
    {
      name: 'apps-apart',
      severity: 'error',
      comment: 'services speak over queues only: an import would be a second way, without an outbox',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-below-apps',
      severity: 'error',
      comment: 'a lib that knows an app is a part of that app',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'a lib is used through its index.ts: the rest is its own business and may change',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'program-without-tests',
      severity: 'error',
      comment: 'what tests and tools need is not there in production',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: ['^test/', '^tools/', TESTS] },
    },
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'things that need each other are one thing',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tlog-pure',
      severity: 'error',
      comment: 'an auditor reads it alone: nothing from npm',
      from: { path: '^libs/tlog/', pathNot: TESTS },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'unknown'] },
    },
    {
      name: 'sender-without-nest',
      severity: 'error',
      comment:
        'each sender is a process of its own: Nest and the queues would be 50 MB that it has no use for',
      from: {
        path: '^apps/notification/src/(sending|senders|leases|lanes/lane-keeper|lanes/outgoing|lanes/relay-door)',
        pathNot: TESTS,
      },
      to: { path: ['^libs/messaging/', '@nestjs/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'production-packages',
      severity: 'error',
      comment: 'a development package is not installed in production',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'an import that leads nowhere fails when it runs',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
