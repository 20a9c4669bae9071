const sendEmail = async () => {
  await new Promise(res => setTimeout(res, 2000))
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('Mail server is down')
}
try {
  await sendEmail()
}
catch (error) {
  console.log('Caught:', String(error))
}
console.log('Done')
