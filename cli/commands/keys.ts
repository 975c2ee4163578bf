import { fingerprint, makeKey, readKey } from '../../trust/policy/keys.ts'
import { ownerOf, readPolicy } from '../../trust/policy/policy.ts'
import { policyFile } from '../../trust/proposals/propose.ts'
import { toCaller } from '../paths.ts'
import { keyFile, proposalsFolder } from '../trust-place.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate keys` takes. */
export interface Arguments {
  readonly action: 'show' | 'new'
  readonly key: string | undefined
  readonly json: boolean
}

/** `ternate keys`: the caller's key for approvals, and whom the policy knows by it. */
export function handler({ action, key, json }: Arguments): void {
  const file = keyFile(key)
  const { publicKey } = action === 'new' ? makeKey(file) : readKey(file)
  const place = policyFile(proposalsFolder())
  const { policy } = readPolicy(place)
  const owner = ownerOf(policy, publicKey)
  if (json)
    return printJson({
      file,
      publicKey,
      fingerprint: fingerprint(publicKey),
      ...(owner === undefined ? {} : { person: owner }),
      people: policy.people,
    })
  print([
    `${toCaller(file)}: ${publicKey}`,
    owner === undefined
      ? `nobody in ${toCaller(place)} has this key; under people it names you:`
      : `${oneLine(owner, 60)} in ${toCaller(place)}`,
    ...(owner === undefined ? ['', 'people:', `  YOUR NAME: ${publicKey}`] : []),
  ])
}
