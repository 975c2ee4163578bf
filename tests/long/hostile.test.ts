import { describe } from 'vitest'
import { besiege, everyAttack } from '../../evaluators/isolate/fixtures/siege.ts'

// those that the environment ends take some four seconds each
describe.each(['frozen', 'fresh'] as const)('every hostile program in a realm that is %s', (realm) => besiege(realm, everyAttack))
