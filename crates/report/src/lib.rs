//! Figures and sections as text, Markdown, JSON and CSV.
