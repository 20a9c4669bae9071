import { onMessage, transaction } from '../world/payments.ts'

onMessage(async ({ id, account, amount }) => {
  await transaction(async (tx) => {
    // La marque et l’effet : dans la même transaction, ou aucun
    if (await tx.insertKey(id))
      await tx.credit(account, amount)
  })
})
