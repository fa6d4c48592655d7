"""Any mail server: messages handed over by SMTP, and what mail servers write back."""
