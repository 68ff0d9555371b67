"""Tables as spreadsheets save them, in English and in French: read as they are meant, or refused in words."""
