"""What is done to a site: started, its locales synchronised, an announcement put away."""
