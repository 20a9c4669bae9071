import { onMessage, transaction } from '../world/payments.ts'

onMessage(async ({ account, amount }) => {
  await transaction(tx => tx.credit(account, amount))
})
