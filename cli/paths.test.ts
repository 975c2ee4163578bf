import { describe, expect, test } from 'vitest'
import { callerFolder } from './paths.ts'

describe("the caller's folder", () => {
  const npm = { INIT_CWD: '/home/me/work', npm_package_json: '/opt/ternate/package.json' }
  test('is what npm remembers while npm has gone to the package', () => {
    expect(callerFolder(npm, '/opt/ternate')).toBe('/home/me/work')
  })
  test('is the current one for a process that went elsewhere since, or knows no npm', () => {
    expect(callerFolder(npm, '/tmp/x')).toBe('/tmp/x')
    expect(callerFolder({}, '/opt/ternate')).toBe('/opt/ternate')
  })
})
