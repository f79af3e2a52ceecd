/**
 * The layers, as rules over imports (type-only imports included). Names of files say what they are:
 * <noun>.ts rules, <noun>-store.ts stores, <verb>-<noun>.ts use cases, functions/<verb-noun>.ts wiring.
 */
const CAPABILITY_FILE = '^lambdas/(?!kernel/)([^/]+)/';
const FUNCTIONS = '/functions/';
/** Files that reach AWS: stores, the senders of queues, and the channels messages leave by. */
const ACCESS = '-(store|queue|channel)\\.ts$';
/** A use case begins with its verb; add the verb here when a use case brings a new one. */
const USE_CASE =
  '^lambdas/[^/]+/(accept|adjust|announce|apply|ask|change|claim|count|create|credit|define|earn|export|find|fit|fold|follow|gather|invite|link|list|merge|publish|prove|plan|read|preview|reconcile|redeem|reinstate|release|remind|resume|reverse|revoke|reward|send|settle|show|stage|stop|sweep|switch|take|watch)-[^/]+\\.ts$';
const INDEX = '/index\\.ts$';
/** What of the kernel only computes. */
const KERNEL_VALUES =
  '^lambdas/kernel/(result|money|statistics|active-days|allocation|clock|calendar|dated|first-response|follow-member|ids|text|expectation|identity-token|domain-event|platform-event|api-key|api-route|csv|message-outcome|notice|paging|markup|public-address|webhook-signature|webhook-retry|table/codec)\\.ts$';
/** What use cases may also know: errors and keys, and as types the interfaces that functions/ hands them. */
const KERNEL_NAMES = '^lambdas/kernel/(busy-error|table/keys)\\.ts$';
const KERNEL_INTERFACES = '^lambdas/kernel/(due|bus|archive|idempotency|rejection|webhook-sender|table/items)\\.ts$';
/** What a programme is checked and told with. */
const PROGRAMME_VALUES = '^lambdas/kernel/(result|money|calendar|text|expectation)\\.ts$';
/** What stores work with. */
const KERNEL_TABLE = '^lambdas/kernel/(due|busy-error|retry|idempotency|audit|coalesce|notice-item|table/.*)\\.ts$';
const CLIENT = '^lambdas/kernel/table/client\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unknown-imports',
      comment: 'Every import exists and is a dependency of the project; pages import what the local run serves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^/_local/' },
    },
    {
      name: 'product-has-no-dev-dependencies',
      comment: 'What runs at the customer is a dependency, not a tool.',
      severity: 'error',
      from: { path: '^(lambdas|lib|bin|programmes)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kernel-knows-no-capability',
      comment: 'What every capability may use can not depend on one.',
      severity: 'error',
      from: { path: '^lambdas/kernel/' },
      to: { path: '^lambdas/', pathNot: '^lambdas/kernel/' },
    },
    {
      name: 'capabilities-meet-at-the-index',
      comment: 'From outside, a capability is its index.ts.',
      severity: 'error',
      from: { path: CAPABILITY_FILE },
      to: { path: CAPABILITY_FILE, pathNot: ['^lambdas/$1/', '^lambdas/[^/]+/index\\.ts$'] },
    },
    {
      name: 'only-functions-wire',
      comment:
        'Environment, clients, logs and the programme enter in functions/; everything else is given what it needs.',
      severity: 'error',
      from: { path: CAPABILITY_FILE, pathNot: '/functions/' },
      to: { path: '^lambdas/kernel/(env|log|programme|batch|http/.*)\\.ts$|^lambdas/[^/]+/functions/' },
    },
    {
      name: 'no-sdk-in-rules-and-use-cases',
      comment: 'AWS is reached by stores, queues and functions; rules and use cases see small interfaces.',
      severity: 'error',
      from: { path: CAPABILITY_FILE, pathNot: [FUNCTIONS, ACCESS] },
      to: { path: '@aws-sdk|@aws-lambda-powertools|@middy' },
    },
    {
      name: 'rules-only-compute',
      comment: 'Rules import rules, and of the kernel what only computes.',
      severity: 'error',
      from: { path: CAPABILITY_FILE, pathNot: [FUNCTIONS, ACCESS, USE_CASE, INDEX] },
      to: { path: ['^lambdas/kernel/', ACCESS, USE_CASE, INDEX], pathNot: KERNEL_VALUES },
    },
    {
      name: 'use-cases-know-interfaces',
      comment: 'A use case is rules and stores behind interfaces; nothing in it acts on its own.',
      severity: 'error',
      from: { path: USE_CASE, pathNot: ACCESS },
      to: { path: '^lambdas/kernel/', pathNot: [KERNEL_VALUES, KERNEL_NAMES, KERNEL_INTERFACES] },
    },
    {
      name: 'use-cases-take-interfaces-as-types',
      comment: 'A use case is handed its bus, its pages and its due items; it makes none.',
      severity: 'error',
      from: { path: USE_CASE, pathNot: ACCESS },
      to: { path: KERNEL_INTERFACES, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stores-import-no-use-case',
      comment: 'Decisions go up, access goes down.',
      severity: 'error',
      from: { path: '-store\\.ts$' },
      to: { path: [FUNCTIONS, INDEX, USE_CASE], pathNot: ACCESS },
    },
    {
      name: 'stores-reach-the-table-only',
      comment: 'A store keeps and finds; events leave through the stream, and it sends nothing and logs nothing.',
      severity: 'error',
      from: { path: '-store\\.ts$' },
      to: { path: '^lambdas/kernel/', pathNot: [KERNEL_VALUES, KERNEL_TABLE] },
    },
    {
      name: 'only-functions-connect',
      comment: 'Stores are handed a table: elsewhere it is a type, and nobody but functions/ reads the environment.',
      severity: 'error',
      from: { path: '^lambdas/', pathNot: FUNCTIONS },
      to: { path: [CLIENT, '^lambdas/kernel/env\\.ts$'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-functions',
      comment:
        'An entry is called by Lambda, and by tests and measurements; what entries of a capability share, they import.',
      severity: 'error',
      from: { pathNot: ['^(test|bench)/', FUNCTIONS] },
      to: { path: '^lambdas/[^/]+/functions/' },
    },
    {
      name: 'entries-share-connections',
      comment: 'What entries of a capability share is a file connect-<what>.ts beside them.',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/functions/' },
      to: { path: '^lambdas/[^/]+/functions/', pathNot: '^lambdas/$1/functions/connect-[^/]+\\.ts$' },
    },
    {
      name: 'lambdas-stand-alone',
      comment: 'Functions know neither how they are deployed nor how they are run on a machine.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(lib|bin|local|bench|test|scripts)/' },
    },
    {
      name: 'deployment-names-functions-by-path',
      comment: 'The CDK app refers to entries by path, so that synthesis loads no product code.',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: '^(lambdas|local|bench|test|scripts)/' },
    },
    {
      name: 'local-run-knows-the-kernel-only',
      comment: 'The local run executes templates. Only its keys are made by the product.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(lambdas|lib|bin|bench|test|scripts)/', pathNot: '^lambdas/kernel/' },
    },
    {
      name: 'programmes-only-say',
      comment: 'A programme is data, with what checks and describes it: no files, no AWS, of the product only values.',
      severity: 'error',
      from: { path: '^programmes/' },
      to: { pathNot: ['^programmes/', PROGRAMME_VALUES, 'node_modules/zod/'] },
    },
    {
      name: 'programmes-are-read-by-their-users',
      comment: 'The functions carry a programme, the CDK app and the commands check it; the rest is given settings.',
      severity: 'error',
      from: { pathNot: '^(programmes|lambdas|lib|scripts|test|bench|local)/' },
      to: { path: '^programmes/' },
    },
    {
      name: 'nothing-depends-on-tests',
      comment: 'Tests are leaves; a measurement may print what a test asserts.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-depends-on-measurements',
      comment: 'Measurements are leaves too.',
      severity: 'error',
      from: { pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
