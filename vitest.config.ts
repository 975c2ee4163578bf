import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Tests that bear others beside them, whole commands among them: what else runs makes them slower, and nothing else. */
const COMPUTING = [
  'archive/**',
  'engine/**',
  'experiments/**',
  'language/**',
  'problems/**',
  'proposers/genetic/**',
  'proposers/*.test.ts',
  'tests/{agents,asking,baselines,compare,export,golden,mechanisms,null,objectives,onward,order,prompt,readme,run,steer,verify}.test.ts',
  'cli/{check,ternate}.test.ts',
  'evaluators/{cheats,evaluator,hostile,layers,library,parcel}.test.ts',
  'evaluators/{kit,metering,problem}/*.test.ts',
  'evaluators/sandbox/{fuel,realms}.test.ts',
].map((place) => (place.endsWith('.ts') ? place : `${place}/*.test.ts`))

const EXCLUDED = ['node_modules/**', 'runs/**', 'tests/long/**']

const shared = {
  experimental: { viteModuleRunner: false },
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const

/** Those that compute run two at a time; the others, which watch clocks, the machine's load and a browser, one after the other. */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'computing', include: COMPUTING, exclude: EXCLUDED, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...shared,
          name: 'watching',
          include: ['**/*.test.ts'],
          exclude: [...EXCLUDED, ...COMPUTING],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

export default config
