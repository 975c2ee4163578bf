import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { ENVIRONMENT, SLOW } from './vitest.config.ts'

/** Tests that take minutes: one after the other, since they measure memory and processor time. */
const config: ViteUserConfig = defineConfig({
  test: {
    env: ENVIRONMENT,
    include: SLOW,
    experimental: { viteModuleRunner: false },
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
  },
})

export default config
