const form = document.getElementById('login');
const message = document.getElementById('message');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  message.textContent = '';
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const response = await fetch('/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: form.token.value.trim() }),
    });
    if (response.ok) {
      location.replace('/');
      return;
    }
    const { error } = await response.json();
    message.textContent = [error.message, error.hint].filter(Boolean).join('; ');
    form.token.select();
  } catch {
    message.textContent = 'The server cannot be reached.';
  } finally {
    button.disabled = false;
  }
});
