import { describe, expect, test } from 'vitest'
import { besiege, common, everyAttack, isQuick } from './fixtures/siege.ts'

// what only the environment ends takes seconds each: one of a kind here, all of them in tests/long
describe.each(['frozen', 'fresh'] as const)('hostile programs in a realm that is %s', (realm) => {
  besiege(realm, [...everyAttack.filter(isQuick), ...(realm === 'frozen' ? common.filter((attack) => !isQuick(attack)) : [])])
})

test('no attack is listed twice', () => expect(new Set(everyAttack.map(({ name }) => name)).size).toBe(everyAttack.length))
