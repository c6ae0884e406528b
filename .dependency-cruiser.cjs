// Which room may import from which (ARCHITECTURE.md). Arrows go one way; whoever needs an exception adds it to the list
// below with one of these reasons: "types only", "test of the whole".
const rooms = {
  core: [],
  store: ['core'],
  analysis: ['core'],
  intake: ['core'],
  report: ['core'],
  corridor: ['core', 'store', 'analysis', 'intake', 'report'],
  web: ['core'],
  server: ['core', 'store', 'analysis', 'intake', 'report', 'corridor'],
  cli: ['core', 'store', 'analysis', 'intake', 'report', 'corridor', 'server'],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-sees-only-what-is-below`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
    })),
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'No files, network, processes or databases in core; hashing is a pure function.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '(\\.test\\.ts|^src/core/catalogue\\.ts)$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'catalogues-are-imported-late',
      comment: 'A catalogue is part of the program, imported when its language is first spoken: that takes `module`.',
      severity: 'error',
      from: { path: '^src/core/catalogue\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?module$' },
    },
    {
      name: 'the-product-needs-no-development-package',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
