import { onChange, write } from '../world/crm.ts'

/** La dernière écriture de chaque compte, réussie ou non */
const lastWrites = new Map<string, Promise<void>>()

onChange((change) => {
  const last = lastWrites.get(change.account) ?? Promise.resolve()
  const next = last
    .then(() => write(change))
    .catch(error => console.error(String(error)))
  lastWrites.set(change.account, next)
})
