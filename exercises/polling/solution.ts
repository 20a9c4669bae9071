import { getJob, show } from '../world/jobs.ts'

const after = (seconds: number) =>
  new Promise(resolve => setTimeout(resolve, seconds * 1000))

for (;;) {
  // Réseau coupé : comme un serveur qui demanderait une seconde
  const reply = await getJob().catch(() => undefined)
  if (reply?.status === 200) {
    show(reply.result ?? '')
    break
  }
  // Le délai court depuis la réponse, pas depuis la demande
  await after(reply?.retryAfter ?? 1)
}
