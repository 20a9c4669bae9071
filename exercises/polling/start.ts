import { getJob, show } from '../world/jobs.ts'

const timer = setInterval(async () => {
  const { status, result = '' } = await getJob()
  if (status !== 200)
    return
  clearInterval(timer)
  show(result)
}, 1000)
