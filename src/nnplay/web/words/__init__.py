"""Every word of the page, a file for each panel, in English and in German."""
